"""Test a recogniser: ``python tools/test.py CONFIG CHECKPOINT``."""

from stn_action.cli.launch import test_tool

if __name__ == '__main__':
    test_tool()
