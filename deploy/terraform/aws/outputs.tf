# Where things are, once they are made.
output "url" {
  description = "The doors and the dashboard, from client_cidrs."
  value       = "http://${aws_instance.pinflow.private_ip}:8082"
}

output "lake" {
  description = "The Delta tables."
  value       = "s3://${aws_s3_bucket.lake.bucket}/lake"
}

output "bootstrap_servers" {
  description = "MSK's brokers; null without use_msk."
  value       = var.use_msk ? aws_msk_cluster.log[0].bootstrap_brokers_sasl_iam : null
}
