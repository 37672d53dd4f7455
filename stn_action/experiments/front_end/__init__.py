"""What a front end is worth, beside the same recogniser at more pixels."""
