{{- /* What a service is told; a test compares the names with docker-compose.yml. */ -}}
{{- define "peerbridge.service-env" -}}
{{- $values := .root.Values }}
{{- $secret := include "peerbridge.database-secret" . }}
{{- $host := include "peerbridge.postgres-host" . }}
{{- include "peerbridge.kafka-env" .root }}
- {name: PEERBRIDGE_KAFKA_USERNAME, value: {{ .name }}}
{{ include "peerbridge.secret-env" (dict "variable" "PEERBRIDGE_KAFKA_PASSWORD" "secret" .name "key" "password") }}
- {name: PEERBRIDGE_OIDC_ISSUER, value: {{ required "oidc.issuer: who signs tokens" $values.oidc.issuer | quote }}}
- {name: PEERBRIDGE_OIDC_AUDIENCE, value: {{ $values.oidc.audience | quote }}}
{{- with $values.oidc.jwksUrl }}
- {name: PEERBRIDGE_OIDC_JWKS_URL, value: {{ . | quote }}}
{{- end }}
- {name: PEERBRIDGE_LOG_LEVEL, value: {{ $values.logLevel }}}
- {name: PEERBRIDGE_AUDIT_DIRECTORY, value: /audit/checkpoints}
- {name: PEERBRIDGE_AUDIT_KEY_FILE, value: /etc/peerbridge/audit/audit.pem}
- {name: PEERBRIDGE_POOL, value: {{ .service.pool | quote }}}
- name: PEERBRIDGE_REPLICA
  valueFrom: {fieldRef: {fieldPath: "metadata.labels['apps.kubernetes.io/pod-index']"}}
{{- range $other := list "recruitment" "matching" "supervision" "notification" }}
- {name: PEERBRIDGE_{{ $other | upper }}_URL, value: "http://{{ $other }}:8000"}
{{- end }}
{{ include "peerbridge.secret-env" (dict "variable" "APP_PASSWORD" "secret" $secret "key" "app") }}
{{ include "peerbridge.secret-env" (dict "variable" "RELAY_PASSWORD" "secret" $secret "key" "relay") }}
- {name: PEERBRIDGE_DATABASE_URL, value: "postgresql://{{ .name }}_app:$(APP_PASSWORD)@{{ $host }}:5432/{{ .name }}"}
- {name: PEERBRIDGE_RELAY_DATABASE_URL, value: "postgresql://{{ .name }}_relay:$(RELAY_PASSWORD)@{{ $host }}:5432/{{ .name }}"}
{{- if has .name (list "notification" "console") }}
- {name: PEERBRIDGE_CONSOLE_URL, value: "https://{{ required "ingress.consoleHost: where people sign in" $values.ingress.consoleHost }}"}
{{- end }}
{{- if eq .name "notification" }}
- {name: PEERBRIDGE_SMTP_HOST, value: {{ required "smtp.host: the mail server" $values.smtp.host | quote }}}
- {name: PEERBRIDGE_SMTP_PORT, value: {{ $values.smtp.port | quote }}}
- {name: PEERBRIDGE_SMTP_TLS, value: {{ $values.smtp.tls }}}
- {name: PEERBRIDGE_MAIL_FROM, value: {{ required "smtp.from: whom messages come from" $values.smtp.from | quote }}}
{{- with $values.smtp.secret }}
{{ include "peerbridge.secret-env" (dict "variable" "PEERBRIDGE_SMTP_USER" "secret" . "key" "user") }}
{{ include "peerbridge.secret-env" (dict "variable" "PEERBRIDGE_SMTP_PASSWORD" "secret" . "key" "password") }}
{{- end }}
{{- end }}
{{- if eq .name "console" }}
{{ include "peerbridge.secret-env" (dict "variable" "PEERBRIDGE_SESSION_KEY" "secret" $values.secrets.session "key" "key") }}
- {name: PEERBRIDGE_OIDC_CLIENT_ID, value: {{ $values.oidc.clientId | quote }}}
{{- with $values.oidc.discoveryUrl }}
- {name: PEERBRIDGE_OIDC_DISCOVERY_URL, value: {{ . | quote }}}
{{- end }}
{{- with $values.secrets.oidcClient }}
{{ include "peerbridge.secret-env" (dict "variable" "PEERBRIDGE_OIDC_CLIENT_SECRET" "secret" . "key" "secret") }}
{{- end }}
{{- end }}
{{- range $variable, $value := .service.env }}
- {name: {{ $variable }}, value: {{ $value | quote }}}
{{- end }}
{{- end }}
