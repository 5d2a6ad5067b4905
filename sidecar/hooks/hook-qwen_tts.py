"""How PyInstaller takes qwen-tts in: with its sources, which transformers reads for the models' docstrings."""

module_collection_mode = "pyz+py"
