@echo off
rem Starts Pictor from a source checkout: finds a JDK 25, builds on first use or when sources changed, runs.
rem Delayed expansion stays off: it would eat exclamation marks out of paths and out of what is searched for.
setlocal EnableExtensions DisableDelayedExpansion
set "PICTOR_HOME=%~dp0"
set "JDK="

if not defined JAVA_HOME goto after_java_home
rem A value may be written with quotes, which must not meet those below.
set "CANDIDATE=%JAVA_HOME:"=%"
call :try
:after_java_home
rem $PATH: looks on the path only, not in the present folder first.
if not defined JDK for /f "delims=" %%J in ('where $PATH:javac.exe 2^>nul') do for %%D in ("%%~dpJ..") do (
  set "CANDIDATE=%%~fD"
  call :try
)
rem A 32-bit command prompt has the folder of 64-bit programs under another name.
set "PROGRAMS=%ProgramFiles%"
if defined ProgramW6432 set "PROGRAMS=%ProgramW6432%"
if not defined JDK for %%P in (
  "%PROGRAMS%\Eclipse Adoptium" "%PROGRAMS%\Java" "%PROGRAMS%\Microsoft" "%PROGRAMS%\Zulu" "%PROGRAMS%\OpenJDK"
  "%PROGRAMS%\Amazon Corretto" "%PROGRAMS%\BellSoft" "%LOCALAPPDATA%\Programs\Eclipse Adoptium"
  "%USERPROFILE%\.jdks" "%USERPROFILE%\.sdkman\candidates\java" "%USERPROFILE%\scoop\apps"
) do for /d %%D in ("%%~P\*") do (
  set "CANDIDATE=%%~fD"
  call :try
  set "CANDIDATE=%%~fD\current"
  call :try
)
if not defined JDK (
  echo Pictor needs a JDK 25.0.3 or newer and found none. Install one: winget install EclipseAdoptium.Temurin.25.JDK 1>&2
  exit /b 1
)

rem PICTOR_BUILD=gpu builds with the Maven profile of that name; see docs/models.md.
set "STAMP=%PICTOR_HOME%server\target\built"
set "PROFILE="
if defined PICTOR_BUILD set "STAMP=%STAMP%-%PICTOR_BUILD%"
if defined PICTOR_BUILD set "PROFILE=-P%PICTOR_BUILD%"
call :is_built || call :build || exit /b 1

rem Output is UTF-8, whatever the console showed before.
set "CODEPAGE="
for /f "tokens=2 delims=:." %%C in ('chcp 2^>nul') do set "CODEPAGE=%%C"
if defined CODEPAGE chcp 65001 >nul 2>nul

"%JDK%\bin\java.exe" "@%PICTOR_HOME%build\java.args" ^
  -XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=%PICTOR_HOME%server\target\pictor.jsa" ^
  -Dpictor.terminal=true %PICTOR_JAVA_OPTS% ^
  -cp "%PICTOR_HOME%server\target\lib\*;%PICTOR_HOME%server\target\*" dev.pictor.cli.Main %*
set "RESULT=%ERRORLEVEL%"
if defined CODEPAGE chcp %CODEPAGE% >nul 2>nul
exit /b %RESULT%

rem Takes the folder CANDIDATE as the JDK when there is none yet and it holds javac and a release file of 25.0.3 or newer.
:try
if defined JDK exit /b 0
if not exist "%CANDIDATE%\bin\javac.exe" exit /b 0
if not exist "%CANDIDATE%\release" exit /b 0
set "VERSION="
for /f "usebackq tokens=1,2 delims==" %%K in ("%CANDIDATE%\release") do if "%%K"=="JAVA_VERSION" set "VERSION=%%~L"
if not defined VERSION exit /b 0
rem The dots and zeros fill up a short version: 26 is 26.0.0; an early-access build such as 25-ea is not 25.0.3.
for /f "tokens=1-3 delims=." %%A in ("%VERSION%.0.0") do call :compare %%A %%B %%C
exit /b 0

:compare
set "FEATURE=%~1"
set "UPDATE=%~3"
rem Only the digits at the start count, as in 26-ea or 25.0.4-beta.
for /f "delims=-+_" %%F in ("%~1") do set "FEATURE=%%F"
for /f "delims=-+_" %%F in ("%~3") do set "UPDATE=%%F"
if %FEATURE% GTR 25 set "JDK=%CANDIDATE%"
if not "%~1"=="25" exit /b 0
if %~2 GTR 0 set "JDK=%CANDIDATE%"
if %~2 EQU 0 if %UPDATE% GEQ 3 set "JDK=%CANDIDATE%"
exit /b 0

rem Succeeds when the stamp is newer than every source. Names are taken literally: a folder may have brackets.
:is_built
if not exist "%STAMP%" exit /b 1
rem Modules of another PowerShell, from whose prompt this may be called, would be in the way.
setlocal
set "PSModulePath="
powershell -NoProfile -Command "$built = (Get-Item -LiteralPath $env:STAMP).LastWriteTimeUtc; $homes = 'core','model-pocket','opensearch','remote-pinecone','server' | ForEach-Object { Join-Path $env:PICTOR_HOME $_ }; $poms = @(Join-Path $env:PICTOR_HOME 'pom.xml') + ($homes | ForEach-Object { Join-Path $_ 'pom.xml' }); $sources = $homes | ForEach-Object { Join-Path $_ 'src\main' }; $newer = @(Get-Item -LiteralPath $poms) + @(Get-ChildItem -LiteralPath $sources -Recurse -File) | Where-Object { $_.LastWriteTimeUtc -gt $built } | Select-Object -First 1; if ($newer) { exit 1 } else { exit 0 }"
if not "%ERRORLEVEL%"=="0" exit /b 1
exit /b 0

:build
echo Building Pictor (only when the sources are new; about a minute, longer when libraries must be fetched) 1>&2
if exist "%PICTOR_HOME%server\target\built*" del /q "%PICTOR_HOME%server\target\built*"
rem Another profile has other libraries.
if exist "%PICTOR_HOME%server\target\lib" rmdir /s /q "%PICTOR_HOME%server\target\lib"
set "JAVA_HOME=%JDK%"
rem Maven looks for its project from the present folder on; pushd also makes one of a share.
pushd "%PICTOR_HOME%" || exit /b 1
call "%PICTOR_HOME%mvnw.cmd" -B -ntp -Dstyle.color=never -Dmaven.test.skip=true -Dformat.skip=true %PROFILE% -pl server -am package 1>&2
set "RESULT=%ERRORLEVEL%"
popd
if not "%RESULT%"=="0" (
  echo The build failed; see the lines above. 1>&2
  exit /b 1
)
type nul > "%STAMP%"
exit /b 0
