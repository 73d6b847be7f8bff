@echo off
rem Runs the Assaylink gateway. Builds its jar first where there is none; needs a JDK 17+ and Maven 3.8.7+.
setlocal
set "HERE=%~dp0"
set "JAR=%HERE%gateway\target\gateway-0.1.0-SNAPSHOT-all.jar"
set "JAVA=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "JAVA=%JAVA_HOME%\bin\java.exe"
set "STALE="
if not exist "%JAR%" set "STALE=1"
if not defined STALE powershell -NoProfile -Command "$jar=(Get-Item -LiteralPath $env:JAR).LastWriteTime; foreach($p in 'protocol-astm','protocol-hl7','transport-core','transport-ws','client-facilitator','gateway'){ if(Get-ChildItem -LiteralPath (Join-Path $env:HERE ($p+'\src\main')) -Recurse -File | Where-Object { $_.LastWriteTime -gt $jar }){ exit 1 } }; exit 0" || set "STALE=1"
if defined STALE (
  echo assaylink: building the gateway, the first time takes a minute or two ... 1>&2
  pushd "%HERE%"
  call mvn -B -q -DskipTests -Dinvoker.skip=true -Djacoco.skip=true -Dspotless.check.skip=true -pl gateway -am package 1>&2 || (popd & exit /b 70)
  popd
)
"%JAVA%" -Dassaylink.terminal=true %ASSAYLINK_JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
