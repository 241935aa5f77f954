using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace XoperoBot.Host.Hosting;

/// <summary>
/// The manager itself, through advapi32. The one service of this process; its name is the one it was created with, and is not looked at.
/// Source: https://learn.microsoft.com/windows/win32/api/winsvc/
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed partial class ServiceControlManager : IServiceControl, IDisposable
{
    private const string Name = "XoperoBot";
    private const int OwnProcess = 0x10;
    private const int AcceptStop = 1;
    private const int AcceptShutdown = 4;
    private const int ControlStop = 1;
    private const int ControlInterrogate = 4;
    private const int ControlShutdown = 5;
    private const int NoError = 0;
    private const int ErrorCallNotImplemented = 120;

    // The manager holds their addresses: they must live as long as this object.
    private readonly ServiceMain _main;
    private readonly Handler _handler;
    private readonly ManualResetEventSlim _stopped = new();
    private Action? _begun;
    private Action? _stop;
    private nint _handle;

    public ServiceControlManager()
    {
        _main = Main;
        _handler = Handle;
    }

    private delegate void ServiceMain(int count, nint arguments);

    private delegate int Handler(int control, int type, nint data, nint context);

    public void Run(Action begun, Action stop)
    {
        (_begun, _stop) = (begun, stop);
        var name = Marshal.StringToHGlobalUni(Name);
        try
        {
            TableEntry[] table = [new(name, Marshal.GetFunctionPointerForDelegate(_main)), default];
            if (!StartServiceCtrlDispatcher(table))
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            }
        }
        finally
        {
            Marshal.FreeHGlobal(name);
        }
    }

    public void Tell(ServiceState state, TimeSpan patience)
    {
        var status = new ServiceStatus
        {
            Type = OwnProcess,
            State = (int)state,
            Accepts = state is ServiceState.Running ? AcceptStop | AcceptShutdown : 0,
            Patience = (int)patience.TotalMilliseconds,
        };
        var told = SetServiceStatus(_handle, in status);
        var error = Marshal.GetLastPInvokeError();
        if (state is ServiceState.Stopped)
        {
            _stopped.Set();
        }

        if (!told)
        {
            throw new Win32Exception(error);
        }
    }

    public void Dispose() => _stopped.Dispose();

    private void Main(int count, nint arguments)
    {
        _handle = RegisterServiceCtrlHandlerEx(Name, Marshal.GetFunctionPointerForDelegate(_handler), 0);
        _begun!();
        _stopped.Wait();
    }

    private int Handle(int control, int type, nint data, nint context)
    {
        switch (control)
        {
            case ControlStop or ControlShutdown:
                _stop!();
                return NoError;
            case ControlInterrogate:
                return NoError;
            default:
                return ErrorCallNotImplemented;
        }
    }

    [LibraryImport("advapi32.dll", EntryPoint = "StartServiceCtrlDispatcherW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool StartServiceCtrlDispatcher(TableEntry[] table);

    [LibraryImport("advapi32.dll", EntryPoint = "RegisterServiceCtrlHandlerExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint RegisterServiceCtrlHandlerEx(string name, nint handler, nint context);

    [LibraryImport("advapi32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetServiceStatus(nint handle, in ServiceStatus status);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TableEntry(nint Name, nint Main);

    [StructLayout(LayoutKind.Sequential)]
    private struct ServiceStatus
    {
        public int Type;
        public int State;
        public int Accepts;
        public int ExitCode;
        public int OwnExitCode;
        public int CheckPoint;
        public int Patience;
    }
}
