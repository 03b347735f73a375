"""Notifications on the desktop, through the program each system has for them."""

from base64 import b64encode
from collections.abc import Sequence

from cards.errors import GreenroomError
from trainer.environment import Environment

# AppleScript never runs its arguments as a script.
_APPLESCRIPT = ("on run told", "display notification (item 2 of told) with title (item 1 of told)", "end run")
# A toast needs an application that Windows knows, such as PowerShell.
_POWERSHELL = r"""
$ErrorActionPreference = 'Stop'
$toasts = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
$page = $toasts::GetTemplateContent([Windows.UI.Notifications.ToastTemplateType]::ToastText02)
$lines = $page.GetElementsByTagName('text')
$position = 0
foreach ($encoded in '{title}', '{body}') {{
    $line = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($encoded))
    [void]$lines.Item($position).AppendChild($page.CreateTextNode($line))
    $position += 1
}}
$powershell = '{{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}}\WindowsPowerShell\v1.0\powershell.exe'
$toasts::CreateToastNotifier($powershell).Show([Windows.UI.Notifications.ToastNotification]::new($page))
"""
_INSTALL = {
    "notify-send": "Install the package libnotify or libnotify-bin.",
    "osascript": "It comes with macOS; check the PATH that greenroom runs with.",
    "powershell": "It comes with Windows; check the PATH that greenroom runs with.",
}


def notify(env: Environment, title: str, body: str) -> None:
    """Show a notification.

    Raises:
        GreenroomError: The system's program for it is missing, or fails.
    """
    command = notification_command(env.platform, title, body)
    code = env.run_program(command)
    if code == 127:
        raise GreenroomError(f"No notification could be shown: {command[0]} was not found", _INSTALL[command[0]])
    if code:
        fix = "It needs your desktop session: run greenroom there, or from one of its timers."
        raise GreenroomError(f"No notification could be shown: {command[0]} ended with {code}", fix)


def notification_command(platform: str, title: str, body: str) -> Sequence[str]:
    """Return the command that shows a notification on a platform, as `sys.platform` names it.

    The title can be any clean text. The body must not contain markup, which Linux desktops would interpret.
    """
    if platform == "darwin":
        lines = [word for line in _APPLESCRIPT for word in ("-e", line)]
        return ["osascript", *lines, "--", title, body]
    if platform == "win32":
        encoded = {"title": b64encode(title.encode()).decode(), "body": b64encode(body.encode()).decode()}
        script = b64encode(_POWERSHELL.format(**encoded).encode("utf-16-le")).decode()
        return ["powershell", "-NoProfile", "-NonInteractive", "-EncodedCommand", script]
    return ["notify-send", "--app-name=greenroom", "--", title, body]
