"""The embedded engine: hibari-tts in one process per core, its model inside the program, no network ever."""
