using System.Reflection;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Tests.Envelopes;
using Gateway.Transforms.Tests.Exchange;

namespace Gateway.Transforms.Tests;

/// <summary>What must not be forgotten when something is added. The only place that looks by reflection.</summary>
public sealed class ConventionTests
{
    [Fact]
    public void Envelope_EveryImplementation_IsOnTheRegistrationList()
    {
        var registered = GatewayTransforms.Envelopes.Values.Select(static envelope => envelope.GetType());

        Implementations().Except(registered).ShouldBeEmpty("a format is missing from GatewayTransforms.Envelopes");
    }

    [Fact]
    public void Envelope_EveryImplementation_KeepsTheContract()
    {
        var tested = typeof(ConventionTests).Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(EnvelopeContract)) && !type.IsAbstract)
            .Select(static type => ((EnvelopeContract)Activator.CreateInstance(type)!).Envelope.GetType());

        Implementations().Except(tested).ShouldBeEmpty("a format has no test class that derives from EnvelopeContract");
    }

    [Fact]
    public void Registration_EveryName_IsTheObjectsOwn()
    {
        foreach (var (name, envelope) in GatewayTransforms.Envelopes)
        {
            envelope.Name.ShouldBe(name);
        }
    }

    [Fact]
    public void RejectionCode_EveryCode_IsInTheTableOfItsTest()
    {
        var codes = typeof(RejectionCode).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Select(static property => property.GetValue(null).ShouldBeOfType<RejectionCode>().Name)
            .ToList();

        codes.ShouldBeUnique();
        codes.Except(RejectionCodeTests.Statuses.Select(static row => row.Data.Item1.Name)).ShouldBeEmpty();
    }

    private static IEnumerable<Type> Implementations() =>
        typeof(IEnvelope).Assembly.GetTypes().Where(static type => type.IsAssignableTo(typeof(IEnvelope)) && type is { IsClass: true, IsAbstract: false });
}
