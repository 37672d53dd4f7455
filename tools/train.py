"""Train a recogniser: ``python tools/train.py CONFIG``."""

from stn_action.cli.launch import train_tool

if __name__ == '__main__':
    train_tool()
