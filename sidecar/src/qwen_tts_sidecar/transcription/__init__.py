"""Speech to text: Whisper in CTranslate2 form, in worker processes of one thread each, no network ever."""
