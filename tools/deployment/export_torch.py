r"""Export a recogniser with its STN by torch.export, or as TorchScript.

    python tools/deployment/export_torch.py CONFIG CHECKPOINT \
        [--output-file recogniser.pt2|recogniser.ts] [--shape V C T H W]

Input and outputs are those of ``export_onnx.py``.
"""

from stn_action.cli.export import export_and_compare, export_args


def main():
    args = export_args(__doc__, 'recogniser.pt2')
    from stn_action.deployment.export import export_torch

    export_and_compare(args, export_torch)


if __name__ == '__main__':
    main()
