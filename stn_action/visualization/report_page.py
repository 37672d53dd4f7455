"""The HTML page of a training run, from ``report.html.jinja``."""

from jinja2 import Environment, PackageLoader, StrictUndefined


def report_page(**content) -> str:
    """Fill in the template; text is escaped, diagrams (SVG) are not.

    Args:
        title (str): Heading.
        subtitle (Sequence[str]): Lines below it.
        tiles (Sequence[tuple[str, str]]): Figures, each with its name.
        curves (Sequence[str]): SVG diagrams of the training.
        quality (dict): ``head`` (Sequence[str]), ``rows`` (Sequence of
            Sequence[str]) and ``svg`` of accuracy against the IoU of the box.
            Without rows the page says that no true box is known.
        confusion (str): SVG diagram.
        clips (dict[str, list[dict]]): Heading to pictures, each with
            ``caption``, ``correct`` and the ``uri`` of an image.
        config (str): Text of the config.

    Returns:
        str: One HTML file that refers to nothing outside of it.

    Raises:
        jinja2.UndefinedError: One of these is missing.
    """
    environment = Environment(
        loader=PackageLoader('stn_action', 'visualization'),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template('report.html.jinja').render(content)
