@echo off
rem The night, on Windows: the same steps as nightly.sh. May run twice, and beside itself.
setlocal enabledelayedexpansion
if not defined BACKOFFICE set BACKOFFICE=backoffice
if not defined LISTS set LISTS=C:\backoffice\lists
if not defined COPIES set COPIES=C:\backoffice\copies
set worst=0
set list=
for /f "delims=" %%f in ('dir /b /a-d /o-d "%LISTS%\*.xlsx" "%LISTS%\*.csv" 2^>nul') do if not defined list set list=%LISTS%\%%f
if defined list (call :run syst import "%list%") else (echo nightly: no list in %LISTS% 1>&2 & set worst=6)
call :run routine apply
call :run db finish-erasure
call :run db retention --yes
for /f %%t in ('powershell -NoProfile -Command "Get-Date -Format yyyy-MM-ddTHHmmss"') do set now=%%t
call :run db backup "%COPIES%\backoffice-%now%-%random%.db"
forfiles /p "%COPIES%" /m backoffice-*.db /d -7 /c "cmd /c del @path" 2>nul
exit /b %worst%

:run
%BACKOFFICE% %*
if !errorlevel! gtr %worst% set worst=!errorlevel!
exit /b 0
