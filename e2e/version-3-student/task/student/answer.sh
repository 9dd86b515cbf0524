echo "student of version ${INGOT_AGENT_VERSION:-3}"
exit 3
