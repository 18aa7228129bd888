# Finds a JDK of at least 25.0.3; to be sourced by `pictor` and `mvnw`. POSIX sh.
#
#   find_jdk              prints its home, or returns 1
#   explain_missing_jdk   says on standard error what to install
#   maven_jvm_options     prints what keeps the JVM of Maven quiet

# Sets `version` and `feature` from the `release` file that every JDK since 9 has, without starting it.
read_jdk_version() {
  [ -f "$1/release" ] || return 1
  version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$1/release")
  feature=${version%%[!0-9]*}
  case "$feature" in '' | *[!0-9]*) return 1 ;; esac
}

# 25.0.3 or newer.
jdk_is_new_enough() {
  [ -x "$1/bin/javac" ] && read_jdk_version "$1" || return 1
  [ "$feature" -gt 25 ] && return 0
  [ "$feature" -eq 25 ] || return 1
  case "$version" in 25 | 25-* | 25.0.[0-2] | 25.0.[0-2][!0-9]*) return 1 ;; esac
  return 0
}

# The home behind a program on PATH, through links such as those of update-alternatives.
home_behind() {
  java_file=$(command -v "$1" 2>/dev/null) || return 1
  while [ -L "$java_file" ]; do
    target=$(readlink "$java_file")
    case "$target" in
      /*) java_file=$target ;;
      *) java_file=$(dirname "$java_file")/$target ;;
    esac
  done
  (cd "$(dirname "$java_file")/.." 2>/dev/null && pwd)
}

home_of_path_java() {
  home_behind javac || home_behind java
}

# Options for the JVM that runs Maven, whose libraries make a JDK from 24 on print warnings. Older ones do not know them.
maven_jvm_options() {
  maven_home=${JAVA_HOME:-$(home_behind java)}
  if read_jdk_version "$maven_home" && [ "$feature" -ge 24 ]; then
    printf '%s\n' '--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED'
  fi
}

find_jdk() {
  for candidate in "${JAVA_HOME:-}" "$(home_of_path_java)"; do
    if [ -n "$candidate" ] && jdk_is_new_enough "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  for candidate in \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
    "$HOME"/.local/share/mise/installs/java/* \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*jdk* /usr/local/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec; do
    if [ -d "$candidate" ] && jdk_is_new_enough "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

explain_missing_jdk() {
  case "$(uname -s)" in
    Darwin) install='brew install --cask temurin@25' ;;
    Linux)
      if command -v apt-get >/dev/null 2>&1; then
        install='sudo apt-get install temurin-25-jdk (repository: https://adoptium.net/installation/linux)'
      elif command -v dnf >/dev/null 2>&1; then
        install='sudo dnf install temurin-25-jdk (repository: https://adoptium.net/installation/linux)'
      elif command -v pacman >/dev/null 2>&1; then
        install='sudo pacman -S jdk-openjdk'
      elif command -v apk >/dev/null 2>&1; then
        install='apk add openjdk25'
      else
        install='curl -s https://get.sdkman.io | bash, then: sdk install java 25-tem'
      fi
      ;;
    *) install='winget install EclipseAdoptium.Temurin.25.JDK' ;;
  esac
  echo "Pictor needs a JDK 25.0.3 or newer and found none. Install one: $install" >&2
}
