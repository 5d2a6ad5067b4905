"""Measures the engine `qwen` on a CUDA card, with full-size random weights: `python -m gpu_bench`."""
