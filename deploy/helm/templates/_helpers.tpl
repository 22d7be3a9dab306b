{{- define "peerbridge.labels" -}}
app.kubernetes.io/part-of: peerbridge
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
{{ include "peerbridge.selector" . }}
{{- end }}

{{- define "peerbridge.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/component: {{ .component | default "service" }}
{{- end }}

{{- define "peerbridge.image" -}}
{{ required "image.registry: where the images are" .root.Values.image.registry }}/{{ .name }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- define "peerbridge.pod-security" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "peerbridge.container-security" -}}
readOnlyRootFilesystem: true
allowPrivilegeEscalation: false
capabilities: {drop: [ALL]}
{{- end }}

{{- define "peerbridge.bootstrap" -}}
{{ .Values.kafka.bootstrap | default (printf "%s-kafka-bootstrap:9093" .Values.kafka.name) }}
{{- end }}

{{- define "peerbridge.ca-secret" -}}
{{ .Values.kafka.caSecret | default (printf "%s-cluster-ca-cert" .Values.kafka.name) }}
{{- end }}

{{- define "peerbridge.cluster" -}}
{{ .root.Values.postgres.shared | ternary "peerbridge" (printf "%s-db" .name) }}
{{- end }}

{{- define "peerbridge.postgres-host" -}}
{{ if .root.Values.postgres.managed }}{{ include "peerbridge.cluster" . }}-rw{{ else }}{{ required "postgres.host: where PostgreSQL is" .root.Values.postgres.host }}{{ end }}
{{- end }}

{{- define "peerbridge.database-secret" -}}
{{ .root.Values.secrets.database | replace "{service}" .name }}
{{- end }}

{{- define "peerbridge.kafka-env" -}}
- {name: PEERBRIDGE_KAFKA_BOOTSTRAP, value: {{ include "peerbridge.bootstrap" . | quote }}}
- {name: PEERBRIDGE_KAFKA_SECURITY, value: {{ .Values.kafka.security }}}
- {name: PEERBRIDGE_KAFKA_CA, value: /etc/peerbridge/kafka/ca.crt}
{{- end }}

{{- define "peerbridge.mounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: kafka-ca, mountPath: /etc/peerbridge/kafka, readOnly: true}
{{- end }}

{{- define "peerbridge.volumes" -}}
- {name: tmp, emptyDir: {sizeLimit: 64Mi}}
- name: kafka-ca
  secret:
    secretName: {{ include "peerbridge.ca-secret" . }}
    items: [{key: ca.crt, path: ca.crt}]
{{- end }}

{{- define "peerbridge.secret-env" -}}
- name: {{ .variable }}
  valueFrom: {secretKeyRef: {name: {{ .secret }}, key: {{ .key }}}}
{{- end }}
