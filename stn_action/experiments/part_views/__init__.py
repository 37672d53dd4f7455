"""Whether views of a person's parts pay beside the view of the person."""
