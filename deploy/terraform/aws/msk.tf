# MSK in place of pinflow's own log, with IAM's tokens, which pinflow signs itself.
resource "aws_msk_cluster" "log" {
  count                  = var.use_msk ? 1 : 0
  cluster_name           = var.name
  kafka_version          = "3.8.x"
  number_of_broker_nodes = length(var.subnet_ids)

  broker_node_group_info {
    instance_type   = var.msk_instance_type
    client_subnets  = var.subnet_ids
    security_groups = [aws_security_group.msk[0].id]
    storage_info {
      ebs_storage_info {
        volume_size = var.volume_gib
      }
    }
  }

  client_authentication {
    sasl {
      iam = true
    }
  }

  encryption_info {
    encryption_at_rest_kms_key_arn = aws_kms_key.log[0].arn
    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.msk[0].name
      }
    }
  }
}

resource "aws_kms_key" "log" {
  # checkov:skip=CKV2_AWS_64: the default policy, by which the account's own rights decide.
  count               = var.use_msk ? 1 : 0
  description         = "${var.name}: MSK's volumes and its log"
  enable_key_rotation = true
}

resource "aws_cloudwatch_log_group" "msk" {
  count             = var.use_msk ? 1 : 0
  name_prefix       = "/${var.name}/msk-"
  retention_in_days = 365
}

resource "aws_security_group" "msk" {
  count       = var.use_msk ? 1 : 0
  name_prefix = "${var.name}-msk-"
  description = "MSK's brokers"
  vpc_id      = var.vpc_id

  ingress {
    description     = "pinflow, with IAM's tokens"
    from_port       = 9098
    to_port         = 9098
    protocol        = "tcp"
    security_groups = [aws_security_group.pinflow.id]
  }

  lifecycle {
    create_before_destroy = true
  }
}
