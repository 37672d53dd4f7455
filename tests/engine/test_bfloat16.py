import pytest

from stn_action.engine.bfloat16 import has_bfloat16_unit

X86 = 'processor : 0\nflags\t\t: fpu avx2 avx512f {}\nbugs : bf16_like\n'
ARM = 'processor : 0\nFeatures\t: fp asimd {}\n'


@pytest.mark.parametrize(
    'text, expected',
    [
        (X86.format(''), False),
        (X86.format('avx512_bf16'), True),
        (X86.format('amx_bf16 amx_tile'), True),
        (ARM.format('sve'), False),
        (ARM.format('bf16'), True),
        ('', False),
    ],
)
def test_what_linux_says_of_the_processor(tmp_path, text, expected):
    path = tmp_path / 'cpuinfo'
    path.write_text(text)
    assert has_bfloat16_unit(str(path)) is expected
