"""Features and held-out scores of all draws of boxes, kept on the disk."""

import os
import os.path as osp
from typing import Callable, Dict, List, NamedTuple, Optional, Sequence

import numpy as np
import torch
from torch import Tensor

from ...tubes import square_boxes
from ..front_end.clips import Clips
from ..front_end.curve import JITTER, LOOSE, draw_boxes
from ..front_end.views import MARGIN
from .cache import LARGER, view_features
from .heads import Logits, cross_fitted

#: (noise, level, seed, training) of each draw.
DRAWS = {
    'true': (LOOSE, 0.0, 0, False),
    'loose': (LOOSE, 1.0, 0, False),
    'loose again': (LOOSE, 1.0, 1, False),
    'train true 0': (JITTER, 1.0, 0, True),
    'train true 1': (JITTER, 1.0, 1, True),
    'train loose 0': (LOOSE, 1.0, 0, True),
    'train loose 1': (LOOSE, 1.0, 1, True),
}
#: What a recogniser is trained on, and on which boxes it is tested.
TRAININGS = {
    'true': ['train true 0', 'train true 1'],
    'loose': ['train loose 0', 'train loose 1'],
}
BEHIND = ', front end'


class Boxes(NamedTuple):
    """Frames (n, T), persons' squares (n, T, 4) and flips (n,) or None."""

    frames: np.ndarray
    squares: np.ndarray
    flips: object


class Study:
    """All data sets of the experiment.

    Args:
        clips (Clips): All n clips.
        members (Sequence[ndarray]): Numbers of the clips of each fold.
        backbone (Callable): See ``view_features``.
        out (str): Folder of what is kept.
        fronts (Sequence[FrontEnd]): One for each of the first folds; may be
            fewer than folds, or none.
        seeds (int): Of the heads.
        progress (Callable): Told about every step.
        tested_on (Sequence[str], optional): Tests to make beside that on true
            boxes, for a part of the tables; all by default.
    """

    def __init__(
        self,
        clips: Clips,
        members: Sequence[np.ndarray],
        backbone: Callable[[Tensor], Tensor],
        out: str,
        fronts: Sequence = (),
        seeds: int = 3,
        progress: Callable = print,
        tested_on: Optional[Sequence[str]] = None,
    ) -> None:
        self.tested_on = tested_on
        self.clips, self.members = clips, [np.array(m) for m in members]
        self.backbone, self.out, self.fronts = backbone, out, fronts
        self.seeds, self.progress = seeds, progress
        self.labels = torch.from_numpy(clips.labels)
        self.classes = len(clips.metainfo['classes'])
        os.makedirs(osp.join(out, 'features'), exist_ok=True)

    def tests(self, training: str) -> List[str]:
        """Names of the boxes that a recogniser is tested on."""
        names = ['loose', 'loose again']
        if training == 'true':
            names = ['true', *names]
            if self.fronts:
                names.append('loose' + BEHIND)
        if self.tested_on is None:
            return names
        return [name for name in names if name in ('true', *self.tested_on)]

    def clips_of(self, name: str) -> np.ndarray:
        """Numbers of the clips that a test is of: those with a front end."""
        folds = len(self.members)
        if name.endswith(BEHIND):
            folds = len(self.fronts)
        return np.sort(np.concatenate(self.members[:folds]))

    def boxes(self, name: str) -> Boxes:
        """The draw of a name; behind a front end, what that shows."""
        frames, boxes, flips = draw_boxes(
            self.clips, *DRAWS[name.replace(BEHIND, '')]
        )
        squares = square_boxes(boxes, MARGIN)
        if name.endswith(BEHIND):
            for front, held in zip(self.fronts, self.members):
                views = front.views(
                    self.clips, held.tolist(), frames[held], boxes[held]
                )
                squares[held] = front.shown(views, boxes[held])
        return Boxes(frames, squares, flips)

    def features(self, name: str) -> Dict[str, Tensor]:
        """Of all lattice views, computed once, then read.

        Behind front ends, clips without one are those of the plain boxes.
        """
        which = self.clips_of(name)

        def compute():
            found = view_features(
                self.backbone,
                self.clips,
                *self.boxes(name),
                which=which.tolist(),
                progress=lambda text: self.progress(f'{name}: {text}'),
            )
            if len(which) == len(self.clips):
                return found
            plain = self.features(name.replace(BEHIND, ''))
            whole = {key: plain[key].clone() for key in found}
            for key, value in found.items():
                whole[key][which] = value
            return whole

        return self._kept(osp.join('features', _file(name)), compute)

    def logits(self, training: str) -> Dict[str, Logits]:
        """Held-out scores of the tests and of the training's own draws."""
        draws = TRAININGS[training]
        names = [*self.tests(training), *draws]

        def compute():
            stacked = {
                name: stack_views(self.features(name)) for name in names
            }
            found = cross_fitted(
                [stacked[name] for name in draws],
                list(stacked.values()),
                self.labels,
                self.members,
                self.classes,
                self.seeds,
                progress=self.progress,
            )
            return {n: tuple(each) for n, each in zip(stacked, found)}

        tests = ' '.join(self.tests(training))
        kept = self._kept(_file(f'logits {training} on {tests}'), compute)
        return {name: Logits(*each) for name, each in kept.items()}

    def side_by_side(
        self, training: str, views: Sequence[int]
    ) -> Dict[str, Tensor]:
        """Scores (S, n, L) of one classifier of all views' features.

        Args:
            training (str): One of ``TRAININGS``.
            views (Sequence[int]): Numbers of the views.
        """

        def joined(name):
            stacked = stack_views(self.features(name))[list(views)]
            return stacked.transpose(0, 1).flatten(1)[None]

        names = self.tests(training)
        found = cross_fitted(
            [joined(name) for name in TRAININGS[training]],
            [joined(name) for name in names],
            self.labels,
            self.members,
            self.classes,
            self.seeds,
            nested=False,
        )
        return {name: each.test[:, 0] for name, each in zip(names, found)}

    def _kept(self, name: str, compute: Callable):
        path = osp.join(self.out, name)
        if not osp.exists(path):
            torch.save(compute(), path + '.part')
            os.replace(path + '.part', path)
        return torch.load(path, mmap=True)


def stack_views(features: Dict[str, Tensor]) -> Tensor:
    """(G, n, C): all views of the lattice, then the larger pictures."""
    views = [features['views'].float().mean(1).transpose(0, 1)]
    views += [features[f'whole_{s}'].float().mean(1)[None] for s in LARGER]
    return torch.cat(views)


def _file(name: str) -> str:
    return name.replace(', ', '_').replace(' ', '_') + '.pth'
