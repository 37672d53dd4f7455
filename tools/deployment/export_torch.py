r"""Export a recogniser with its STN by torch.export, or as TorchScript.

    python tools/deployment/export_torch.py CONFIG CHECKPOINT \
        [--output-file recognizer.pt2|recognizer.ts] [--shape V C T H W]

Input and outputs are those of ``export_onnx.py``.
"""

from stn_action.cli.export import export_args, run_export


def export_of(args) -> tuple:
    from stn_action.deployment.export import export_torch

    return export_torch, {}


def main():
    run_export(export_args(__doc__, 'recognizer.pt2'), export_of)


if __name__ == '__main__':
    main()
