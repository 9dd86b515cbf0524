#!/bin/bash
read -r address _ < <(getent hosts server.example)
nameserver=$(sed -n 's/^nameserver //p' /etc/resolv.conf)
echo "$address $nameserver"
