@echo off
rem Starts Pictor from a source checkout: finds a JDK 25, builds on first use or when sources changed, runs.
setlocal EnableExtensions EnableDelayedExpansion
set "PICTOR_HOME=%~dp0"
set "JDK="

if defined JAVA_HOME call :try "%JAVA_HOME%"
if not defined JDK for /f "delims=" %%J in ('where javac 2^>nul') do if not defined JDK for %%D in ("%%~dpJ..") do call :try "%%~fD"
for %%P in (
  "%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu"
  "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\BellSoft" "%LOCALAPPDATA%\Programs\Eclipse Adoptium"
  "%USERPROFILE%\.jdks" "%USERPROFILE%\.sdkman\candidates\java" "%USERPROFILE%\scoop\apps"
) do if not defined JDK if exist "%%~P" for /d %%D in ("%%~P\*") do (
  if not defined JDK call :try "%%~fD"
  if not defined JDK call :try "%%~fD\current"
)
if not defined JDK (
  echo Pictor needs a JDK 25.0.3 or newer and found none. Install one: winget install EclipseAdoptium.Temurin.25.JDK 1>&2
  exit /b 1
)

set "STAMP=%PICTOR_HOME%server\target\built"
call :is_built
if errorlevel 1 (
  echo Building Pictor ^(only when the sources are new; about a minute, longer when libraries must be fetched^) 1>&2
  if exist "%STAMP%" del "%STAMP%"
  pushd "%PICTOR_HOME%"
  set "JAVA_HOME=!JDK!"
  call mvnw.cmd -B -ntp -Dstyle.color=never -Dmaven.test.skip=true -Dformat.skip=true -pl server -am package 1>&2
  if errorlevel 1 (
    popd
    echo The build failed; see the lines above. 1>&2
    exit /b 1
  )
  popd
  type nul > "%STAMP%"
)

"%JDK%\bin\java.exe" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED ^
  -XX:+UseSerialGC -Xms48m -Xmn32m -XX:MinHeapFreeRatio=15 -XX:MaxHeapFreeRatio=40 ^
  -Xshare:auto -XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=%PICTOR_HOME%server\target\pictor.jsa" ^
  -Xlog:disable ^
  -Djava.awt.headless=true -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 ^
  -Dpictor.terminal=true %PICTOR_JAVA_OPTS% ^
  -cp "%PICTOR_HOME%server\target\lib\*;%PICTOR_HOME%server\target\*" dev.pictor.cli.Main %*
exit /b %ERRORLEVEL%

rem Takes a folder as the JDK when it holds javac and a release file of 25.0.3 or newer.
:try
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set "VERSION="
for /f "tokens=2 delims==" %%V in ('findstr /b "JAVA_VERSION=" "%~1\release"') do set "VERSION=%%~V"
for /f "tokens=1,2,3 delims=.-+_" %%A in ("%VERSION%.0.0") do (
  if %%A GTR 25 set "JDK=%~1"
  if %%A EQU 25 if %%C GEQ 3 set "JDK=%~1"
  if %%A EQU 25 if %%B GTR 0 set "JDK=%~1"
)
exit /b 0

rem Succeeds when the stamp is newer than every source.
:is_built
if not exist "%STAMP%" exit /b 1
powershell -NoProfile -Command "$stamp = (Get-Item $env:STAMP).LastWriteTime; $newer = Get-ChildItem -Recurse -File -Path (@('pom.xml','core\pom.xml','server\pom.xml','model-pocket\pom.xml','core\src\main','server\src\main','model-pocket\src\main') | ForEach-Object { Join-Path $env:PICTOR_HOME $_ }) | Where-Object LastWriteTime -gt $stamp | Select-Object -First 1; if ($newer) { exit 1 }"
exit /b %ERRORLEVEL%
