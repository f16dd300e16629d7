// A server of the Redis protocol inside the test process.
using System.Net;
using System.Net.Sockets;
using Garnet;
using StackExchange.Redis;

namespace AdSelect.Tests.Redis;

public sealed class GarnetFixture : IAsyncLifetime
{
    private GarnetServer? _server;

    public int Port { get; } = FreePort();

    public IConnectionMultiplexer Connection { get; private set; } = null!;

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts the server on its port, empty.</summary>
    public void Start()
    {
        _server = new GarnetServer(["--bind", "127.0.0.1", "--port", $"{Port}", "--memory", "64m", "--index", "1m", "--no-pubsub"]);
        _server.Start();
    }

    public void Stop()
    {
        _server?.Dispose();
        _server = null;
    }

    public async Task InitializeAsync()
    {
        Start();
        Connection = await Connect(Port);

        // On a busy machine the first attempt may take longer than the connection waits; it goes on by itself.
        for (int waits = 0; !Connection.IsConnected && waits < 300; waits++)
        {
            await Task.Delay(100);
        }
    }

    public async Task DisposeAsync()
    {
        await Connection.DisposeAsync();
        Stop();
    }

    public static async Task<IConnectionMultiplexer> Connect(int port) => await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
    {
        EndPoints = { { "127.0.0.1", port } },
        AbortOnConnectFail = false,
        ConnectTimeout = 1_000,
        SyncTimeout = 10_000,
        AsyncTimeout = 10_000,
        BacklogPolicy = BacklogPolicy.FailFast,
    });
}
