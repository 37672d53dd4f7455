// Drags a box on the frame of the web demo. Its two corners, as shares of the
// frame's width and height, go to the hidden text field #dragged.
() => {
  let start = null, mark = null;
  const image = () => document.querySelector('#frame img');
  document.addEventListener('dragstart', e => {
    if (e.target === image()) e.preventDefault(); });
  document.addEventListener('pointerdown', e => {
    if (e.target !== image()) return;
    e.preventDefault();
    start = [e.clientX, e.clientY];
    mark = document.createElement('div');
    mark.id = 'rubber';
    document.body.append(mark); });
  document.addEventListener('pointermove', e => {
    if (!start) return;
    mark.style.left = Math.min(start[0], e.clientX) + 'px';
    mark.style.top = Math.min(start[1], e.clientY) + 'px';
    mark.style.width = Math.abs(start[0] - e.clientX) + 'px';
    mark.style.height = Math.abs(start[1] - e.clientY) + 'px'; });
  document.addEventListener('pointerup', e => {
    if (!start) return;
    const r = image().getBoundingClientRect();
    const share = (x, y) => [
      Math.min(1, Math.max(0, (x - r.left) / r.width)),
      Math.min(1, Math.max(0, (y - r.top) / r.height))];
    const box = [...share(...start), ...share(e.clientX, e.clientY)];
    start = null;
    mark.remove();
    const field = document.querySelector('#dragged textarea, #dragged input');
    field.value = JSON.stringify(box);
    field.dispatchEvent(new Event('input', {bubbles: true})); });
}
