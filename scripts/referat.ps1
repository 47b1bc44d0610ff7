# The command referat from a checkout on Windows: makes .venv on first use, installs what the command needs, then runs.
#   powershell -ExecutionPolicy Bypass -File scripts\referat.ps1 tag training_data\minutes\laerkedal.txt
$ErrorActionPreference = "Stop"
$root = Split-Path -Parent $PSScriptRoot
$python = Join-Path $root ".venv\Scripts\python.exe"

function Install-Extra([string]$extra) {
    $name = if ($extra) { $extra } else { "base" }
    $stamp = Join-Path $root ".venv\.installed-$name"
    $project, $pins = (Get-Item (Join-Path $root "pyproject.toml")), (Get-Item (Join-Path $root "constraints.txt"))
    if ((Test-Path $stamp) -and ((Get-Item $stamp).LastWriteTime -gt $project.LastWriteTime) -and ((Get-Item $stamp).LastWriteTime -gt $pins.LastWriteTime)) { return }
    if (-not (Test-Path $python)) {
        $found = @("py", "python3", "python") | Where-Object { Get-Command $_ -ErrorAction SilentlyContinue } |
            Where-Object { & $_ -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>$null; $LASTEXITCODE -eq 0 } | Select-Object -First 1
        if (-not $found) { Write-Error "no Python 3.11 or later found. Install one and try again."; exit 2 }
        & $found -m venv (Join-Path $root ".venv")
    }
    Write-Host "referat: installing what $name needs into $root\.venv, once (a minute or two) ..."
    $target = if ($extra) { "$root[$extra]" } else { $root }
    & $python -m pip install --quiet --disable-pip-version-check --constraint $pins.FullName --editable $target
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    New-Item -ItemType File -Force $stamp | Out-Null
}

Install-Extra ""
switch ($args[0]) {
    "serve" { Install-Extra "serve" }
    "browse" { Install-Extra "browse" }
    { $_ -in "train", "evaluate", "convert", "suggest" } { Install-Extra "train" }
}
foreach ($word in $args) {
    if ($word -match '\.(db|sqlite3?|parquet|xlsx)$') { Install-Extra "store" }
    if ($word -like "dataset:*") { Install-Extra "train" }
}
& (Join-Path $root ".venv\Scripts\referat.exe") @args
exit $LASTEXITCODE
