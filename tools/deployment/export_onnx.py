r"""Export a recogniser with its STN to ONNX, and check it with onnxruntime.

    python tools/deployment/export_onnx.py CONFIG CHECKPOINT \
        [--output-file recognizer.onnx] [--shape V C T H W]

The graph takes ``clips``, float32 pixels 0 to 255 (N, *shape) with any N, and
gives ``scores`` and ``theta``. Needs ``pip install -e '.[deploy]'``.
"""

from stn_action.cli.export import export_args, run_export


def export_of(args) -> tuple:
    from stn_action.deployment.export import MIN_OPSET, export_onnx

    opset = MIN_OPSET if args.opset is None else args.opset
    return export_onnx, dict(opset=opset)


def main():
    run_export(export_args(__doc__, 'recognizer.onnx', opset=None), export_of)


if __name__ == '__main__':
    main()
