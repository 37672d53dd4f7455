# The localisation network alone on AVA: from the detector's box, with noise,
# to the annotated one. Its checkpoint is the recogniser's stn_checkpoint.
_base_ = [
    '../_base_/models/stn-refocuser_attention.py',
    '../_base_/datasets/ava_person_tubes.py',
    '../_base_/schedules/refocus_adamw.py',
]
model = dict(stn=dict(output_size=224))
train_dataloader = dict(
    batch_size=32, sampler=dict(type='InfiniteSampler', shuffle=True)
)
# every tube needs a clean box here: built with --matched-only
val_dataloader = dict(dataset=dict(ann_file='ava_val_matched.json'))
test_dataloader = val_dataloader
val_evaluator = dict(_delete_=True, type='ViewIoUMetric')
test_evaluator = val_evaluator
