"""A recogniser with its STN as an ONNX graph, checked with onnxruntime.

    python tools/deployment/export_onnx.py CONFIG CHECKPOINT \
        [--output-file recogniser.onnx] [--shape V C T H W]

The graph takes ``clips``, float32 pixels 0 to 255 (N, *shape) with any N, and
gives ``scores`` and ``theta``. Needs ``pip install 'stn_action[deploy]'``.
"""

from export_torch import parse_args, run

from stn_action.engine.export import MIN_OPSET, export_onnx


def main():
    args = parse_args(__doc__, 'recogniser.onnx', opset=MIN_OPSET)
    run(args, export_onnx, opset=args.opset)


if __name__ == '__main__':
    main()
