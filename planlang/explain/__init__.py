"""Why a payout is what it is: the steps, a document of them, a page for a rep, and a verifier that trusts none of it."""
