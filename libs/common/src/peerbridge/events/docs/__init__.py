"""The published language on paper: schemas, examples, catalogue and AsyncAPI, all made from the models."""
