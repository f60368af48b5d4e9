"""Personal data: encryption at rest, blind indexes, masking, tokens, hashed search terms, limits."""

from api.security.encryption import EncryptedJson, EncryptedText, decrypt_bytes, encrypt_bytes
from api.security.keys import blind_index, derived_key
from api.security.masking import mask_address, mask_id_number, mask_name, mask_phone, mask_text
from api.security.search import query_tokens, search_tokens
from api.security.tokens import new_token, same, token_hash

__all__ = [
    "EncryptedJson",
    "EncryptedText",
    "blind_index",
    "decrypt_bytes",
    "derived_key",
    "encrypt_bytes",
    "mask_address",
    "mask_id_number",
    "mask_name",
    "mask_phone",
    "mask_text",
    "new_token",
    "query_tokens",
    "same",
    "search_tokens",
    "token_hash",
]
