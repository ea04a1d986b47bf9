"""Every bound of what one server takes, holds and works on, once; SECURITY.md is held to it.

Those of event files and of queries, wherever they are read, are in `events.model.limits`.
"""

UPLOAD_BYTES = 2_000_000_000
"""The largest file that a reader may give in the page."""

SESSION_FILES = 10
"""The most files of one session."""

SESSION_BYTES = 4_000_000_000
"""The most bytes of one session's files together."""

SERVER_BYTES = 40_000_000_000
"""The most bytes of all sessions' files together."""

FREE_BYTES = 1_000_000_000
"""The bytes of the disk that stay free."""

NAMING_BYTES = 10_000
"""The largest request that names a file before its first piece."""

PROFILE_BYTES = 50_000
"""The largest profile of choices that a reader may open in the page."""

PIECE_BYTES = 8_000_000
"""The largest piece of a file in one request: what is lost at most with a connection."""

ARTICLE_MB = 1
"""The largest text of an article as a file; Streamlit's ``maxUploadSize``, which counts in MB."""

ARTICLE_CHARACTERS = 1_000_000
"""The longest text of an article that is pasted."""

ARTICLE_FILE_BYTES = 20_000_000
"""The largest file of an article that a coder gives, such as a PDF."""

ARTICLE_MEMORY_BYTES = 1_000_000_000
"""How much memory the process that reads it may ask for."""

ARTICLE_SECONDS = 60
"""How long it may use a processor."""

SESSION_SECONDS = 120
"""How long a session lasts without its page; Streamlit's ``disconnectedSessionTTL``."""

KEPT_SECONDS = 2 * 60 * 60
"""How long a reader's files are kept for the tab that gave them, after its session has ended."""

KEPT_READERS = 100
"""For how many such readers; the one who left first is forgotten first."""

SMALL_FILE_BYTES = 4_000_000
"""The largest file that is read in the server and held in its memory."""

WORKERS = 2
"""How many processes make larger files ready at once; further work waits."""

WORKER_BYTES = 3_000_000_000
"""How much memory such a process may ask for; the work then ends, and the server lives."""

FILES_KEPT = 5
"""The most files kept ready in the cache folder; the one not used for the longest goes first."""

IN_USE_SECONDS = 300
"""How long a file that was used stays there, however many there are; servers that have it open
say so more often than that."""

ABANDONED_SECONDS = 24 * 60 * 60
"""After what time a half-made file there is what a killed server left."""

REQUESTS_AT_ONCE = 8
"""The most requests for events that are worked on at once."""

TURN_SECONDS = 10
"""How long a further one waits for its turn."""

RETRY_SECONDS = 5
"""After what time one that had no turn is to come again."""

ANSWER_ITEMS = 10_000
"""The most events in one answer of ``items``."""

ANSWER_CHARACTERS = 50_000_000
"""The characters of such an answer after which it gives no further event: texts may be long."""

ITEMS_OFFSET = 1_000_000_000
"""The most that ``offset`` passes over: more than any file holds."""

ANSWER_MARKS = 200
"""The most marks in one answer of ``stack``."""

SHAPES_CHARACTERS = 300_000
"""The longest answer of ``shapes``, of which gzip leaves less than a third."""

DOSSIER_EVENTS = 1_000
"""The most events in a dossier, and on paper: it draws every mark and every row at once."""

DOWNLOAD_EVENTS = 50_000
"""The most events that the page gives as another file, which it makes in memory."""

AUDITED_EVENTS = 5_000
"""The most events that the page checks against the texts of their sources."""

COMPARED_EVENTS = 100_000
"""The most events of a file that are compared with those of another that is shown beside it."""

COMPARED_AT_ONCE = 5_000
"""The most events that the server compares itself; more are compared in a process of their own."""

PAIRS_WAIT_SECONDS = 2
"""How long an answer waits for pairs that are being looked for; whoever asks, asks again."""

VERSIONS_OPEN = 8
"""How many published versions stay open for all readers; one not used for the longest is let go."""
