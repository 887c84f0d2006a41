"""Every fact once: what happened, who did it and when; the audit trail and the outbox in one."""
