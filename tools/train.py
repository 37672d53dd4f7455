"""Train a recogniser, a localisation network, or both."""

from stn_action.cli.arguments import train_parser

if __name__ == '__main__':
    train_parser().parse_args()  # --help answers before the slow imports

    from stn_action.cli.launch import train_tool

    train_tool()
