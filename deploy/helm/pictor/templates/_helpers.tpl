{{- define "pictor.name" -}}
{{- if contains "pictor" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-pictor" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "pictor.labels" -}}
app.kubernetes.io/name: pictor
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{/* What finds the pods of one part: (dict "root" $ "part" "server") */}}
{{- define "pictor.selector" -}}
app.kubernetes.io/name: pictor
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{/* Refuses values that cannot work, in sentences. */}}
{{- define "pictor.check" -}}
{{- if not .Values.keys.existingSecret }}
{{- fail "keys.existingSecret: none (expected: the name of a Secret with the entry api-keys). kubectl create secret generic pictor-keys --from-literal=api-keys=$(openssl rand -hex 24)" }}
{{- end }}
{{- if not (has .Values.store (list "lucene" "opensearch")) }}
{{- fail (printf "store: %s (expected: lucene or opensearch)" .Values.store) }}
{{- end }}
{{- if and (eq .Values.store "opensearch") (not .Values.openSearch.urls) }}
{{- fail "openSearch.urls: none (expected: addresses of nodes, for example [https://opensearch:9200])" }}
{{- end }}
{{- range $key, $_ := .Values.settings }}
{{- if has $key (list "host" "port" "pinecone-port" "index-ports" "index-hosts" "advertised-host" "data" "api-keys" "store" "store-url" "store-user" "store-password" "store-ca" "tls-certificate" "tls-key" "follow" "follow-key" "follow-ca") }}
{{- fail (printf "settings.%s: set by the chart itself (expected: the value of the chart that is for it: keys, store, openSearch, pinecone, tls, service, followers)" $key) }}
{{- end }}
{{- end }}
{{- if and (eq .Values.store "opensearch") .Values.followers.replicas }}
{{- fail "followers.replicas: followers copy an embedded store (expected: 0 with store: opensearch; set replicas instead)" }}
{{- end }}
{{- end }}

{{/* "virtual", "ports" or "" when clients of Pinecone find no indexes here. Equal servers share no numbers of ports, only names. */}}
{{- define "pictor.indexHosts" -}}
{{- if .Values.pinecone.enabled }}{{ if .Values.pinecone.host }}virtual{{ else if eq .Values.store "lucene" }}ports{{ end }}{{ end }}
{{- end }}

{{/* Names and numbers of the ports of the main server. */}}
{{- define "pictor.ports" -}}
- {name: http, number: 9001}
{{- $hosts := include "pictor.indexHosts" . }}
{{- if $hosts }}
- {name: pinecone, number: 5080}
{{- range $i := until (ternary 1 (int .Values.pinecone.ports) (eq $hosts "virtual")) }}
- {name: index-{{ $i }}, number: {{ add 5081 $i }}}
{{- end }}
{{- end }}
{{- end }}

{{/* The pod of a server: (dict "root" $ "part" "server" or "follower" "volume" "claim" or "empty") */}}
{{- define "pictor.pod" -}}
{{- $values := .root.Values }}
{{- $name := include "pictor.name" .root }}
metadata:
  labels:
    {{- include "pictor.selector" . | nindent 4 }}
    app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
  annotations:
    prometheus.io/scrape: "true"
    prometheus.io/port: "9001"
    prometheus.io/scheme: {{ ternary "https" "http" (ne $values.tls.secret "") }}
    {{- with $values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  # Else a Service called pictor puts PICTOR_PORT=tcp://… into the environment, which would be taken for the setting.
  enableServiceLinks: false
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: 45
  {{- with $values.image.pullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "pictor.selector" . | nindent 8 }}
  containers:
  - name: pictor
    image: "{{ $values.image.repository }}:{{ $values.image.tag | default .root.Chart.AppVersion }}"
    imagePullPolicy: {{ $values.image.pullPolicy }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities:
        drop: [ALL]
    env:
    - name: PICTOR_API_KEYS
      valueFrom:
        secretKeyRef:
          name: {{ $values.keys.existingSecret }}
          key: api-keys
    {{- if eq .part "follower" }}
    - name: PICTOR_FOLLOW
      value: {{ printf "%s://%s:9001" (ternary "https" "http" (ne $values.tls.secret "")) $name | quote }}
    - name: PICTOR_FOLLOW_KEY
      valueFrom:
        secretKeyRef:
          name: {{ $values.keys.existingSecret }}
          key: read-key
    {{- if $values.tls.ca }}
    - name: PICTOR_FOLLOW_CA
      value: /etc/pictor/tls/ca.crt
    {{- end }}
    {{- else }}
    {{- with include "pictor.indexHosts" .root }}
    - name: PICTOR_INDEX_HOSTS
      value: {{ . }}
    {{- end }}
    {{- if $values.pinecone.host }}
    - name: PICTOR_ADVERTISED_HOST
      value: {{ $values.pinecone.host | quote }}
    {{- end }}
    {{- end }}
    {{- if eq $values.store "opensearch" }}
    - name: PICTOR_STORE
      value: opensearch
    - name: PICTOR_STORE_URL
      value: {{ join "," $values.openSearch.urls | quote }}
    {{- with $values.openSearch.existingSecret }}
    - name: PICTOR_STORE_USER
      valueFrom:
        secretKeyRef:
          name: {{ . }}
          key: user
    - name: PICTOR_STORE_PASSWORD
      valueFrom:
        secretKeyRef:
          name: {{ . }}
          key: password
    {{- end }}
    {{- if $values.openSearch.caSecret }}
    - name: PICTOR_STORE_CA
      value: /etc/pictor/opensearch/ca.pem
    {{- end }}
    {{- end }}
    {{- if $values.tls.secret }}
    - name: PICTOR_TLS_CERTIFICATE
      value: /etc/pictor/tls/tls.crt
    - name: PICTOR_TLS_KEY
      value: /etc/pictor/tls/tls.key
    {{- end }}
    {{- range $key, $value := $values.settings }}
    {{- /* Folders are mounted in the main server alone. */}}
    {{- if or (eq $.part "server") (not (has $key (list "photos" "import-folders"))) }}
    - name: PICTOR_{{ $key | upper | replace "-" "_" }}
      value: {{ kindIs "slice" $value | ternary (join "," $value) $value | quote }}
    {{- end }}
    {{- end }}
    {{- with $values.extraEnv }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
    ports:
    {{- range include "pictor.ports" .root | fromYamlArray }}
    {{- if or (eq $.part "server") (eq .name "http") }}
    - name: {{ .name }}
      containerPort: {{ .number }}
    {{- end }}
    {{- end }}
    {{- $scheme := ternary "HTTPS" "HTTP" (ne $values.tls.secret "") }}
    # Until the store is open: large collections on slow disks take their time.
    startupProbe:
      httpGet: {path: /healthz, port: http, scheme: {{ $scheme }}}
      periodSeconds: 2
      failureThreshold: 150
    livenessProbe:
      httpGet: {path: /healthz, port: http, scheme: {{ $scheme }}}
      periodSeconds: 10
      timeoutSeconds: 5
      failureThreshold: 6
    # 503 until the model has passed its self-test.
    readinessProbe:
      httpGet: {path: /readiness, port: http, scheme: {{ $scheme }}}
      periodSeconds: 5
      timeoutSeconds: 5
    # So that no new requests come any more when the server stops accepting.
    lifecycle:
      preStop:
        sleep:
          seconds: 8
    resources:
      {{- toYaml $values.resources | nindent 6 }}
    volumeMounts:
    - name: data
      mountPath: /data
    # Native libraries are unpacked here.
    - name: tmp
      mountPath: /tmp
    {{- if $values.tls.secret }}
    - name: tls
      mountPath: /etc/pictor/tls
      readOnly: true
    {{- end }}
    {{- if and (eq $values.store "opensearch") $values.openSearch.caSecret }}
    - name: opensearch-ca
      mountPath: /etc/pictor/opensearch
      readOnly: true
    {{- end }}
    {{- if eq .part "server" }}
    {{- with $values.extraVolumeMounts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
    {{- end }}
  volumes:
  - name: tmp
    emptyDir: {}
  {{- if eq .volume "empty" }}
  - name: data
    emptyDir: {}
  {{- end }}
  {{- with $values.tls.secret }}
  - name: tls
    secret:
      secretName: {{ . }}
      defaultMode: 0440
  {{- end }}
  {{- if and (eq $values.store "opensearch") $values.openSearch.caSecret }}
  - name: opensearch-ca
    secret:
      secretName: {{ $values.openSearch.caSecret }}
  {{- end }}
  {{- if eq .part "server" }}
  {{- with $values.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
  {{- end }}
  {{- with $values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* A claim for a data folder. */}}
{{- define "pictor.claim" -}}
- metadata:
    name: data
  spec:
    accessModes: [ReadWriteOnce]
    {{- with .Values.persistence.storageClass }}
    storageClassName: {{ . }}
    {{- end }}
    resources:
      requests:
        storage: {{ .Values.persistence.size }}
{{- end }}
