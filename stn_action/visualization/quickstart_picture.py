"""Rows of clips: the frame, the plain crop, and what the backbone saw."""

import cv2
import numpy as np
import torch

from .clip_rows import annotated_frame, seen_by_backbone
from .contact_sheet import contact_sheet
from .drawing import COLOURS, LABELS


def quickstart_picture(plain, stn, path: str, rows: int = 6) -> None:
    """Draw the first clip of each class as two recognisers saw it.

    Args:
        plain (Runner): Of the recogniser without an STN.
        stn (Runner): Of that with an STN, on the same clips.
        path (str): PNG to write.
        rows (int): At most so many classes.
    """
    plain_set = plain.test_loop.dataloader.dataset
    stn_set = stn.test_loop.dataloader.dataset
    classes = stn_set.metainfo['classes']
    labels = [stn_set.get_data_info(i)['label'] for i in range(len(stn_set))]
    chosen = [labels.index(k) for k in sorted(set(labels))][:rows]
    sheet, captions = [], []
    for index in chosen:
        cells, guess = _stn_cells(stn.model, stn_set[index])
        crop, plain_guess = _plain_cell(plain.model, plain_set[index])
        sheet.append([cells[0], crop, cells[1]])
        captions.append(
            f'{classes[labels[index]]}: without STN '
            f'{classes[plain_guess]}, with STN {classes[guess]}'
        )
    key = {LABELS[name]: COLOURS[name] for name in ('box', 'view', 'true')}
    page = contact_sheet(
        sheet,
        ('frame', 'seen without STN', 'seen with STN'),
        captions,
        key=key,
    )
    cv2.imwrite(path, page[..., ::-1])


@torch.no_grad()
def _stn_cells(model, packed):
    """Annotated middle frame and view of a clip, and the label guessed."""
    model.eval()
    sample = model.test_step(_batch(packed))[0]
    middle = len(sample.crop_boxes) // 2
    view = seen_by_backbone(model, packed, middle)
    return (annotated_frame(sample, middle), view), int(sample.pred_label)


@torch.no_grad()
def _plain_cell(model, packed):
    model.eval()
    sample = model.test_step(_batch(packed))[0]
    inputs = packed['inputs']
    return _image(inputs[0, :, inputs.shape[2] // 2]), int(sample.pred_label)


def _batch(packed) -> dict:
    return dict(
        inputs=[packed['inputs']], data_samples=[packed['data_samples']]
    )


def _image(pixels: torch.Tensor) -> np.ndarray:
    """(3, H, W) of 0 to 255 to an image."""
    pixels = pixels.float().round().clamp(0, 255).byte()
    return pixels.permute(1, 2, 0).cpu().numpy()
