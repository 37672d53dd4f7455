"""Train a recogniser: ``python tools/train.py CONFIG [--work-dir DIR] ...``."""

from stn_action.engine.launch import train

if __name__ == '__main__':
    train()
