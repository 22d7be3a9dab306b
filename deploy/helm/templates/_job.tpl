{{- /* A job of a release: after the first installation, before every upgrade; run again until what it needs is there. */ -}}
{{- define "peerbridge.job" -}}
{{- $of := dict "root" .root "name" .name "component" "job" }}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .name }}
  labels: {{- include "peerbridge.labels" $of | nindent 4 }}
  annotations:
    helm.sh/hook: post-install,pre-upgrade
    helm.sh/hook-weight: {{ .weight | quote }}
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  backoffLimit: 20
  activeDeadlineSeconds: 3600
  template:
    metadata:
      labels: {{- include "peerbridge.labels" $of | nindent 8 }}
    spec:
      restartPolicy: OnFailure
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext: {{- include "peerbridge.pod-security" .root | nindent 8 }}
      {{- with .root.Values.image.pullSecrets }}
      imagePullSecrets: {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .name }}
          image: {{ include "peerbridge.image" (dict "root" .root "name" .image) }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          securityContext: {{- include "peerbridge.container-security" .root | nindent 12 }}
          command: {{ toJson .command }}
          env: {{- .env | nindent 12 }}
          resources:
            requests: {cpu: 100m, memory: 128Mi}
            limits: {memory: 512Mi}
          {{- if .kafka }}
          volumeMounts: {{- include "peerbridge.mounts" .root | nindent 12 }}
      volumes: {{- include "peerbridge.volumes" .root | nindent 8 }}
          {{- end }}
{{- end }}
