#!/bin/bash
read -r address _ < <(getent hosts server.example)
read -r _ nameserver < /etc/resolv.conf
echo "$address $nameserver"
