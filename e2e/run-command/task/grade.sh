feedback-result success
feedback-msg -m "$*"
