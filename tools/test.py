"""Test a recogniser, on the boxes as they are or with noise."""

from stn_action.cli.arguments import test_parser

if __name__ == '__main__':
    test_parser().parse_args()  # --help answers before the slow imports

    from stn_action.cli.launch import test_tool

    test_tool()
