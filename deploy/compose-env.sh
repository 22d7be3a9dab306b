#!/bin/sh
# Makes .env with a random secret for every account of the composed system, once; an .env that is there stays as it is,
# and gets only what a newer version asks for besides.
set -eu
cd "$(dirname "$0")/.."
umask 077
[ -f .env ] || printf '# Secrets of the composed system on this machine, made by `make up`. Never commit this file.\n' >.env

secret() {
    grep -q "^$1=" .env || printf '%s=%s\n' "$1" "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')" >>.env
}

secret POSTGRES_PASSWORD
for service in RECRUITMENT MATCHING SUPERVISION NOTIFICATION CONSOLE; do
    for role in OWNER APP RELAY REPORT; do
        secret "${service}_${role}_PASSWORD"
    done
done
secret KAFKA_ADMIN_PASSWORD
for account in RECRUITMENT MATCHING SUPERVISION NOTIFICATION CONSOLE INTAKE READER AUTOSCALER; do
    secret "${account}_KAFKA_PASSWORD"
done
secret CONSOLE_SESSION_KEY
secret GRAFANA_PASSWORD
secret KEYCLOAK_PASSWORD
