"""Export to ONNX and TorchScript."""
