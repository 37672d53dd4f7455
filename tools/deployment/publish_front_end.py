r"""Make a small file of a localisation network that was trained alone.

    python tools/deployment/publish_front_end.py \
        work_dirs/pixels_all/iter_3000.pth front_end.pth

The file holds the weights of ``stn`` in float16 and nothing else. It serves
as ``model.stn_checkpoint`` of a recogniser. The released one lies in
``stn_action/weights`` with its card.
"""

import argparse
import hashlib
import os

from stn_action.cli.errors import add_debug_flag, run_tool


def publish(checkpoint: str, out: str) -> dict:
    """Write ``out``; its size, number of weights and SHA-256.

    Raises:
        ValueError: The checkpoint holds no ``stn``.
        FileExistsError: ``out`` is there already.
    """
    import torch  # here, so that --help need not wait for it

    from stn_action.models.checkpoint_file import read_checkpoint

    if os.path.exists(out):
        raise FileExistsError(f'{out} exists: give another name, or remove it')
    content = read_checkpoint(checkpoint)
    state = content.get('state_dict', content)
    state = {
        name: value.half() if value.is_floating_point() else value
        for name, value in state.items()
        if name.startswith('stn.')
    }
    if not state:
        raise ValueError(f'{checkpoint} has no weights of an stn (stn.*)')
    torch.save(dict(state_dict=state), out)
    with open(out, 'rb') as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    return dict(bytes=os.path.getsize(out), sha256=digest)


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('checkpoint', help='of a training of STNRefocuser')
    parser.add_argument('out', help='the file to write')
    add_debug_flag(parser)
    return parser.parse_args(argv)


def run(args) -> None:
    from stn_action import register_all_modules

    register_all_modules()
    print(publish(args.checkpoint, args.out))


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
