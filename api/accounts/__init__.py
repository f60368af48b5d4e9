"""Who works here: users, roles, sign-in, and the audit trail."""
