// What a benchmark allocates on its own thread, to the byte.
using System.Reflection;
using BenchmarkDotNet.Parameters;
using BenchmarkDotNet.Running;

namespace AdSelect.Benchmarks;

/// <summary>Runs a benchmark's method apart from BenchmarkDotNet and reads the thread's allocation counter around it.</summary>
internal static class ExactAllocation
{
    private const int WarmUpInvocations = 50;
    private const int Invocations = 50;

    /// <summary>The bytes that the invocations allocated together, and how many operations they were.</summary>
    public static (long Bytes, long Operations) Measure(BenchmarkCase benchmark)
    {
        object instance = Activator.CreateInstance(benchmark.Descriptor.Type)!;
        foreach (ParameterInstance parameter in benchmark.Parameters.Items)
        {
            PropertyInfo property = benchmark.Descriptor.Type.GetProperty(parameter.Name)!;
            property.SetValue(instance, parameter.Value);
        }

        benchmark.Descriptor.GlobalSetupMethod?.Invoke(instance, null);
        Func<long> workload = benchmark.Descriptor.WorkloadMethod.CreateDelegate<Func<long>>(instance);
        Repeat(workload, WarmUpInvocations);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(workload, Invocations);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return (bytes, (long)Invocations * benchmark.Descriptor.OperationsPerInvoke);
    }

    private static void Repeat(Func<long> workload, int times)
    {
        for (int i = 0; i < times; i++)
        {
            workload();
        }
    }
}
