{{- /* The accounts and rights that peerbridge.messaging.grants declares, from the same words; a test compares. */ -}}
{{- define "peerbridge.accounts" -}}
{{ concat (keys .Values.services | sortAlpha) (list "intake" "reader" "autoscaler") | toYaml }}
{{- end }}

{{- define "peerbridge.acls" -}}
{{- $account := .account }}
{{- range .root.Values.topics.list }}
{{- $operations := list }}
{{- if eq $account .writer }}{{ $operations = append $operations "Write" }}{{ end }}
{{- $reads := or (has $account .readers) (and (ne .writer "intake") (has $account (list .writer "reader"))) }}
{{- if $reads }}{{ $operations = append $operations "Read" }}{{ end }}
{{- if eq $account "autoscaler" }}{{ $operations = append $operations "Describe" }}{{ end }}
{{- if $operations }}
- resource: {type: topic, name: {{ .name }}, patternType: literal}
  operations: {{ toJson $operations }}
{{- end }}
{{- if has $account .readers }}
- resource: {type: group, name: {{ $account }}.{{ .name }}, patternType: literal}
  operations: [Read]
{{- end }}
{{- if eq $account "autoscaler" }}
{{- $topic := .name }}
{{- range .readers }}
- resource: {type: group, name: {{ . }}.{{ $topic }}, patternType: literal}
  operations: [Describe]
{{- end }}
{{- end }}
{{- end }}
{{- if eq $account "reader" }}
- resource: {type: group, name: reader., patternType: prefix}
  operations: [Read]
{{- end }}
{{- end }}
