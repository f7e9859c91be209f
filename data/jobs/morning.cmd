@echo off
rem The morning, on Windows: the same steps as morning.sh. May run twice, and beside itself.
setlocal enabledelayedexpansion
if not defined BACKOFFICE set BACKOFFICE=backoffice
if not defined REPORTS set REPORTS=C:\backoffice\reports
set worst=0
call :run report today
call :run report weekly --xlsx "%REPORTS%\weekly.xlsx"
call :run report backlog --svg "%REPORTS%\backlog.svg"
call :run doctor
exit /b %worst%

:run
%BACKOFFICE% %*
if !errorlevel! gtr %worst% set worst=!errorlevel!
exit /b 0
