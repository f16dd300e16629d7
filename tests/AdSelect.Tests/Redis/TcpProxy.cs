// Stands between clients and a server, and makes it slow, or silent.
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using StackExchange.Redis;

namespace AdSelect.Tests.Redis;

/// <summary>What a proxy does with what the two sides say.</summary>
public enum Passage
{
    /// <summary>Hands on everything, on connections that have lost nothing.</summary>
    Open,

    /// <summary>Hands on what clients ask, and loses the answers.</summary>
    LosesAnswers,

    /// <summary>Takes what clients ask and loses it.</summary>
    LosesRequests,
}

public sealed class TcpProxy : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _server;

    public TcpProxy(int server)
    {
        _server = server;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>How much later than it was given an answer arrives.</summary>
    public TimeSpan Delay { get; set; }

    public Passage Passage { get; set; }

    /// <summary>A client that knows the server by this way only.</summary>
    public async Task<IConnectionMultiplexer> Connect(int asyncTimeout = 10_000) => await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
    {
        EndPoints = { { "127.0.0.1", Port } },
        AbortOnConnectFail = false,
        ConnectTimeout = 1_000,
        SyncTimeout = asyncTimeout,
        AsyncTimeout = asyncTimeout,
        BacklogPolicy = BacklogPolicy.FailFast,
    });

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception error) when (IsTheEnd(error))
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient { NoDelay = true })
        {
            try
            {
                client.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
                Task requests = HandOnAsync(client.GetStream(), server.GetStream(), static _ => TimeSpan.Zero, Passage.LosesRequests);
                Task answers = HandOnAsync(server.GetStream(), client.GetStream(), static proxy => proxy.Delay, Passage.LosesAnswers);
                await Task.WhenAny(requests, answers);
            }
            catch (Exception error) when (IsTheEnd(error))
            {
            }
        }
    }

    // What arrives while something else is held back is held back no longer than that.
    private async Task HandOnAsync(NetworkStream from, NetworkStream to, Func<TcpProxy, TimeSpan> delay, Passage losing)
    {
        var held = Channel.CreateUnbounded<(DateTime Due, byte[] Bytes)>();
        Task writing = WriteAsync(held.Reader, to);
        byte[] buffer = new byte[64 << 10];
        try
        {
            // A connection loses nothing in the middle: once it has lost something it ends.
            bool hasLost = false;
            for (int read = 1; (read = await from.ReadAsync(buffer, _stop.Token)) > 0 && !(hasLost && Passage == Passage.Open);)
            {
                hasLost |= Passage == losing;
                if (!hasLost)
                {
                    held.Writer.TryWrite((DateTime.UtcNow + delay(this), buffer[..read]));
                }
            }
        }
        catch (Exception error) when (IsTheEnd(error))
        {
        }

        held.Writer.Complete();
        await writing;
    }

    private async Task WriteAsync(ChannelReader<(DateTime Due, byte[] Bytes)> held, NetworkStream to)
    {
        try
        {
            await foreach ((DateTime due, byte[] bytes) in held.ReadAllAsync(_stop.Token))
            {
                TimeSpan wait = due - DateTime.UtcNow;
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, _stop.Token);
                }

                await to.WriteAsync(bytes, _stop.Token);
            }
        }
        catch (Exception error) when (IsTheEnd(error))
        {
        }
    }

    private static bool IsTheEnd(Exception error) =>
        error is OperationCanceledException or IOException or SocketException or ObjectDisposedException or InvalidOperationException;
}
