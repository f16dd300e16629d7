// Tests against redis-server itself, where it is installed.
namespace AdSelect.Tests.Redis;

[AttributeUsage(AttributeTargets.Method)]
public sealed class RedisServerFactAttribute : FactAttribute
{
    public RedisServerFactAttribute()
    {
        if (!RedisProcess.IsInstalled)
        {
            Skip = "SKIPPED LOUDLY: redis-server and redis-cli are not on the path (Debian: apt-get install redis-server).";
        }
    }
}
