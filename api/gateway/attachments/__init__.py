"""The citizen's door for files: reads the upload within bounds and hands it to `api.cases.attachments`."""
