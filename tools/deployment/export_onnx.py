r"""Export a recogniser with its STN to ONNX, and check it with onnxruntime.

    python tools/deployment/export_onnx.py CONFIG CHECKPOINT \
        [--output-file recogniser.onnx] [--shape V C T H W]

The graph takes ``clips``, float32 pixels 0 to 255 (N, *shape) with any N, and
gives ``scores`` and ``theta``. Needs ``pip install -e '.[deploy]'``.
"""

from stn_action.cli.export import export_and_compare, export_args


def main():
    args = export_args(__doc__, 'recogniser.onnx', opset=None)
    from stn_action.deployment.export import MIN_OPSET, export_onnx

    opset = MIN_OPSET if args.opset is None else args.opset
    export_and_compare(args, export_onnx, opset=opset)


if __name__ == '__main__':
    main()
